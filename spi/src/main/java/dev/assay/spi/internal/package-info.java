/** Checks shared by the packages of the SPI; not exported. */
@NullMarked
package dev.assay.spi.internal;

import org.jspecify.annotations.NullMarked;
