/** Recorded histories of concurrent clients, and the checker that finds what is wrong in them. */
@NullMarked
package dev.assay.tck.history;

import org.jspecify.annotations.NullMarked;
