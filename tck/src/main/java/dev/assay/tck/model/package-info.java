/** Random sequences of calls, whose answers are compared with those of the reference. */
@NullMarked
package dev.assay.tck.model;

import org.jspecify.annotations.NullMarked;
