/** Tests of the OpenSearch adapter on a real server. */
@NullMarked
package dev.assay.adapter.opensearch;

import org.jspecify.annotations.NullMarked;
