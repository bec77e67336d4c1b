/** The reference: event store and view store in the memory of this process. */
module dev.assay.adapter.memory {
  requires transitive dev.assay.spi;

  exports dev.assay.adapter.memory;

  provides dev.assay.spi.event.EventStoreProvider with
      dev.assay.adapter.memory.MemoryEventStoreProvider;
  provides dev.assay.spi.view.ViewStoreProvider with
      dev.assay.adapter.memory.MemoryViewStoreProvider;
}
