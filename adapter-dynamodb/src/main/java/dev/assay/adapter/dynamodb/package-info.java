/** An event store and a view store on DynamoDB. */
@NullMarked
package dev.assay.adapter.dynamodb;

import org.jspecify.annotations.NullMarked;
