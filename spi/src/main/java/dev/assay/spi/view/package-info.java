/** View stores: read models under a revision rule, their search, names and cursors. */
@NullMarked
package dev.assay.spi.view;

import org.jspecify.annotations.NullMarked;
