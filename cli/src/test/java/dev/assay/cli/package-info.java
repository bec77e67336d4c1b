/** Tests of the command line, and of what holds between all modules. */
@NullMarked
package dev.assay.cli;

import org.jspecify.annotations.NullMarked;
