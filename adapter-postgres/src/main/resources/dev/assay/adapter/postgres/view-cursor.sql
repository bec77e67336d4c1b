select c.cursor_text
from assay.view_cursors c
where c.realm = ? and c.projection = ? and c.feed_partition = ?
