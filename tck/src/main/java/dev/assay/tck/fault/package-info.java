/** A proxy before a server that breaks the network at one chosen place. */
@NullMarked
package dev.assay.tck.fault;

import org.jspecify.annotations.NullMarked;
