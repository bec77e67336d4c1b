/** Tests of the kit's data. */
@NullMarked
package dev.assay.tck.data;

import org.jspecify.annotations.NullMarked;
