/**
 * An event store on Cassandra.
 *
 * <p>There is no module descriptor: the driver has neither one nor a name of its own for the module
 * path.
 */
@NullMarked
package dev.assay.adapter.cassandra;

import org.jspecify.annotations.NullMarked;
