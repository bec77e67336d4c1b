/** What event stores and view stores share: realms, URIs, declarations, limits and errors. */
@NullMarked
package dev.assay.spi;

import org.jspecify.annotations.NullMarked;
