/** The compatibility kit: suites, one per capability, that prove a store right. */
@NullMarked
package dev.assay.tck;

import org.jspecify.annotations.NullMarked;
