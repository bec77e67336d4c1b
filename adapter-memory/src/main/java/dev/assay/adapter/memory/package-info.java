/** The reference stores, in memory: the simplest that keep the contract. */
@NullMarked
package dev.assay.adapter.memory;

import org.jspecify.annotations.NullMarked;
