/** The report of a run: {@code report.json}, a page for browsers and a page for readers of text. */
@NullMarked
package dev.assay.tck.report;

import org.jspecify.annotations.NullMarked;
