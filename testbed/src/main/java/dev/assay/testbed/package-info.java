/** Real servers for tests, behind one small interface. */
@NullMarked
package dev.assay.testbed;

import org.jspecify.annotations.NullMarked;
