/** Tests of the checker of histories. */
@NullMarked
package dev.assay.tck.history;

import org.jspecify.annotations.NullMarked;
