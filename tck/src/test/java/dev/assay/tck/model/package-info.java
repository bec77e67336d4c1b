/** Tests of the comparison with the reference. */
@NullMarked
package dev.assay.tck.model;

import org.jspecify.annotations.NullMarked;
