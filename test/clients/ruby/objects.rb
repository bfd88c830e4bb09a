require_relative 'calls'

client.create_bucket(NAME)

# The SDK changes the encoding of what it is given to write, so it is given copies. Compared by CRC-64 on the way up and on the way down.
bucket.put_object('log/a.txt', content_type: 'text/plain', metas: { 'author' => 'ann' }) { |stream| stream << 'Hello ' << '世界' }
saw(:streamed) { body('log/a.txt') }
saw(:head) do
  object = bucket.get_object('log/a.txt')
  [object.size, object.type, object.metas, object.headers[:content_type]]
end
saw(:range) { body('log/a.txt', range: [0, 5]) }
saw(:rewritten) do
  object = bucket.get_object('log/a.txt', rewrite: { content_type: 'text/html', content_disposition: 'inline' }) { |_| }
  object.headers.values_at(:content_type, :content_disposition)
end
saw(:conditions) do
  etag = bucket.get_object('log/a.txt').etag
  [refused { body('log/a.txt', condition: { if_match_etag: 'another' }) },
   refused { body('log/a.txt', condition: { if_unmatch_etag: etag }) },
   body('log/a.txt', condition: { if_match_etag: etag }).size]
end

Dir.mktmpdir do |dir|
  [1, 300_000].each do |size|
    bytes = Random.new(size).bytes(size)
    file = File.join(dir, 'up')
    File.binwrite(file, bytes)
    bucket.put_object('file', file: file)
    down = File.join(dir, 'down')
    bucket.get_object('file', file: down)
    saw("file of #{size}") { File.binread(down) == bytes }
  end
end

saw(:exists) { [bucket.object_exists?('log/a.txt'), bucket.object_exists?('none')] }
bucket.update_object_metas('log/a.txt', { 'author' => 'bob' })
saw(:metas) { bucket.get_object('log/a.txt').metas }

saw(:appended) do
  first = bucket.append_object('diary', 0) { |stream| stream << 'one ' }
  bucket.append_object('diary', 4, init_crc: nil) { |stream| stream << 'two' }
  [first, body('diary'), bucket.get_object('diary').type]
end
saw(:append_elsewhere) { refused { bucket.append_object('diary', 1) { |stream| stream << 'x' } } }
saw(:append_to_normal) { refused { bucket.append_object('log/a.txt', 0) { |stream| stream << 'x' } } }

bucket.copy_object('log/a.txt', 'copy.txt')
bucket.copy_object('log/a.txt', 'new.txt', meta_directive: MetaDirective::REPLACE, metas: { 'author' => 'eve' })
saw(:copied) { %w[copy.txt new.txt].map { |key| [body(key), bucket.get_object(key).metas] } }

saw(:acl) do
  before = bucket.get_object_acl('copy.txt')
  bucket.set_object_acl('copy.txt', ACL::PUBLIC_READ)
  [before, bucket.get_object_acl('copy.txt')]
end

names = ['是 空格 yeah +-/\\&*#', "\x01\x0a\x0c\x07Pc", 'folder/', 'folder/?key=value#abc=def', 'a<b&c>d +', "100%'(!)*;,=.txt", 'a//b', '目录/猫 é.txt']
saw(:names) do
  names.map do |name|
    bucket.put_object(name) { |stream| stream << name.dup }
    [body(name) == name, bucket.list_objects(prefix: name).map(&:key).include?(name)]
  end.uniq
end
saw(:deleted) { bucket.batch_delete_objects(names) == names }
bucket.delete_object('copy.txt')
bucket.delete_object('copy.txt')

9.times { |i| bucket.put_object("list/#{i % 3}/#{i}") }
saw(:list) { bucket.list_objects(prefix: 'list/', limit: 2).map(&:key).size }
saw(:folders) { bucket.list_objects(prefix: 'list/', delimiter: '/').to_a }
saw(:marker) { bucket.list_objects(prefix: 'list/', marker: 'list/2/').map(&:key) }
