/** The event store and the view store on PostgreSQL. */
@NullMarked
package dev.assay.adapter.postgres;

import org.jspecify.annotations.NullMarked;
