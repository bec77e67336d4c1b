/** Tests of the testbed, all with real servers. */
@NullMarked
package dev.assay.testbed;

import org.jspecify.annotations.NullMarked;
