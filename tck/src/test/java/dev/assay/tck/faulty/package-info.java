/** Stores that are wrong in one way each, and the proof that the kit catches them. */
@NullMarked
package dev.assay.tck.faulty;

import org.jspecify.annotations.NullMarked;
