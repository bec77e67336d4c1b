/** The view store on Redis. */
module dev.assay.adapter.redis {
  requires transitive dev.assay.spi;
  requires transitive lettuce.core;

  exports dev.assay.adapter.redis;

  provides dev.assay.spi.view.ViewStoreProvider with
      dev.assay.adapter.redis.RedisViewStoreProvider;
}
