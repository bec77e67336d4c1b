/** The worked example: an event store in one file of JSON lines, for one process at a time. */
@NullMarked
package dev.assay.example.journal;

import org.jspecify.annotations.NullMarked;
