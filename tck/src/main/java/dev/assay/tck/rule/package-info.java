/** Rules: the parsed specification, the marks on tests, and the extension that judges them. */
@NullMarked
package dev.assay.tck.rule;

import org.jspecify.annotations.NullMarked;
