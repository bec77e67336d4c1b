/** An event store on Cassandra. */
@NullMarked
package dev.assay.adapter.cassandra;

import org.jspecify.annotations.NullMarked;
