/** Tests of the PostgreSQL adapter on a real server. */
@NullMarked
package dev.assay.adapter.postgres;

import org.jspecify.annotations.NullMarked;
