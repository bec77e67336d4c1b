package dev.assay.adapter.opensearch;

import dev.assay.spi.Declaration;
import dev.assay.spi.Durability;

/**
 * What the server says of itself.
 *
 * @param backend its version and topology
 * @param durability its promises, from the settings of the store's own indexes
 */
record OpenSearchServer(Declaration.Backend backend, Durability durability) {}
