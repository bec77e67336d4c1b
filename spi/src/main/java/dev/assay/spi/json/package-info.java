/** JSON as the contract means it: exact numbers, code points, no duplicate keys. */
@NullMarked
package dev.assay.spi.json;

import org.jspecify.annotations.NullMarked;
