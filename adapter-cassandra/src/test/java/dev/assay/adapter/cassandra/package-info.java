/** Tests of the Cassandra adapter on real servers. */
@NullMarked
package dev.assay.adapter.cassandra;

import org.jspecify.annotations.NullMarked;
