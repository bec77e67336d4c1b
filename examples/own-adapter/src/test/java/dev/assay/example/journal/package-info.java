/** The certification of the worked example. */
@NullMarked
package dev.assay.example.journal;

import org.jspecify.annotations.NullMarked;
