require_relative 'calls'

PART = 100 * 1024

client.create_bucket(NAME)

Dir.mktmpdir do |dir|
  up, down = %w[up down].map { |name| File.join(dir, name) }
  bytes = Random.new(7).bytes(5 * PART + 17)
  File.binwrite(up, bytes)

  # Broken off in the middle, as by a lost connection, and taken up again from the SDK's own checkpoint.
  Broken = Class.new(RuntimeError)
  Thread.report_on_exception = false
  uploads = -> { bucket.list_uploads.map { |upload| [upload.object, upload.id] } }
  saw(:upload_broken) do
    bucket.resumable_upload('large', up, part_size: PART, threads: 1, metas: { 'by' => 'parts' }) { |part| raise Broken if part > 0.4 }
  rescue Broken
    [File.exist?("#{up}.cpt"), uploads.call.map(&:first)]
  end
  saw(:upload_resumed) do
    progress = []
    bucket.resumable_upload('large', up, part_size: PART, threads: 1) { |part| progress << part }
    object = bucket.get_object('large')
    [progress.size, object.size, object.type, object.metas, File.exist?("#{up}.cpt"), uploads.call]
  end
  saw(:download_broken) do
    bucket.resumable_download('large', down, part_size: PART, threads: 1) { |part| raise Broken if part > 0.4 }
  rescue Broken
    File.exist?("#{down}.cpt")
  end
  saw(:download_resumed) do
    bucket.resumable_download('large', down, part_size: PART, threads: 3)
    File.binread(down) == bytes
  end

  protocol = Protocol.new(Config.new(endpoint: ENV.fetch('ENDPOINT'), access_key_id: ENV.fetch('ID'), access_key_secret: ENV.fetch('SECRET')))
  id = protocol.initiate_multipart_upload(NAME, 'joined', metas: { 'a' => 'b' })
  first = protocol.upload_part(NAME, 'joined', id, 1) { |stream| stream << bytes[0, PART] }
  second = protocol.upload_part_by_copy(NAME, 'joined', id, 2, 'large', range: [PART, 2 * PART])
  saw(:parts) { protocol.list_parts(NAME, 'joined', id).first.map { |part| [part.number, part.size] } }
  saw(:wrong_part) { refused { protocol.complete_multipart_upload(NAME, 'joined', id, [Multipart::Part.new(number: 1, etag: 'wrong')]) } }
  protocol.complete_multipart_upload(NAME, 'joined', id, [first, second])
  # The SDK writes the range of a copy as `range`, which means nothing in a copy: the whole object is the part.
  saw(:joined) { body('joined').b == bytes[0, PART] + bytes }

  id = protocol.initiate_multipart_upload(NAME, 'given up')
  bucket.abort_upload(id, 'given up')
  saw(:aborted) { [uploads.call, refused { bucket.abort_upload(id, 'given up') }] }
end
