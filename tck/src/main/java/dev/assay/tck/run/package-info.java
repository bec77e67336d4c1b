/** Running the kit by program: all suites against one adapter, with a verdict for each rule. */
@NullMarked
package dev.assay.tck.run;

import org.jspecify.annotations.NullMarked;
