/** The view store on Redis. */
@NullMarked
package dev.assay.adapter.redis;

import org.jspecify.annotations.NullMarked;
