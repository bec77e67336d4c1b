/** Threads that start together, and waits that end. */
@NullMarked
package dev.assay.tck.race;

import org.jspecify.annotations.NullMarked;
