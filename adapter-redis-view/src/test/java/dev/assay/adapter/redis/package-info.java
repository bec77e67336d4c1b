/** Tests of the Redis adapter against a real server. */
@NullMarked
package dev.assay.adapter.redis;

import org.jspecify.annotations.NullMarked;
