/** The command line: certifies adapters and runs servers for trying them. */
@NullMarked
package dev.assay.cli;

import org.jspecify.annotations.NullMarked;
