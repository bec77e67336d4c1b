/** Tests of the DynamoDB adapter on a real server. */
@NullMarked
package dev.assay.adapter.dynamodb;

import org.jspecify.annotations.NullMarked;
