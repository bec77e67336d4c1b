/** Event stores: append-only streams with optimistic locking, and their feed. */
@NullMarked
package dev.assay.spi.event;

import org.jspecify.annotations.NullMarked;
