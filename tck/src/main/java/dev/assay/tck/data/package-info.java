/** Generated data for properties. */
@NullMarked
package dev.assay.tck.data;

import org.jspecify.annotations.NullMarked;
