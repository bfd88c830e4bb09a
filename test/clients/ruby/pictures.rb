require_relative 'calls'
require 'net/http'

client.create_bucket(NAME)
bucket.put_object('目录/photo +.png', file: ENV.fetch('PICTURE'))

def follow(url)
  uri = URI(url)
  answer = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https') { |http| http.get(uri.request_uri) }
  [answer.code.to_i, answer['content-type'], answer.body]
end

def url(process, key = '目录/photo +.png', signed = true)
  bucket.object_url(key, signed, 60, { 'x-oss-process' => process })
end

saw(:original) { follow(bucket.object_url('目录/photo +.png'))[2].b == File.binread(ENV.fetch('PICTURE')) }
saw(:info) { follow(url('image/info')) }
saw(:resized) { follow(url('image/resize,w_8/format,jpg')).values_at(0, 1) }
saw(:size) do
  picture = follow(url('image/resize,w_8'))[2]
  picture.b[16, 8].unpack('NN')
end
saw(:altered) { follow(url('image/resize,w_8').sub('w_8', 'w_9'))[0] }
saw(:unsigned) { follow(url('image/resize,w_8', '目录/photo +.png', false))[0] }
saw(:refused_value) { follow(url('image/resize,w_0'))[0] }
bucket.acl = ACL::PUBLIC_READ
bucket.put_object('open.png', file: ENV.fetch('PICTURE'))
saw(:public) { follow(url('image/resize,w_8', 'open.png', false)).values_at(0, 1) }
