/** Stores that are wrong in one way each, and the proof that the kit catches them. */
@NullMarked
package dev.assay.selftest;

import org.jspecify.annotations.NullMarked;
