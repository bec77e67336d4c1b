/** The view store on OpenSearch. */
@NullMarked
package dev.assay.adapter.opensearch;

import org.jspecify.annotations.NullMarked;
