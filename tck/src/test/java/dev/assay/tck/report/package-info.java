/** Tests of the report. */
@NullMarked
package dev.assay.tck.report;

import org.jspecify.annotations.NullMarked;
