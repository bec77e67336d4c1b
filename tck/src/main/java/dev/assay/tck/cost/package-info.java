/** Cost: what a fixed set of works uses up, in the units that a backend charges for. */
@NullMarked
package dev.assay.tck.cost;

import org.jspecify.annotations.NullMarked;
