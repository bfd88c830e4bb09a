# What the scripts of this folder have in common. Each prints one JSON document: what it saw, by name.
require 'aliyun/oss'
require 'json'
require 'tmpdir'

include Aliyun::OSS

# *.localhost is no name that the system's resolver knows.
class << TCPSocket
  alias open_by_name open

  def open(_host, *rest)
    open_by_name('127.0.0.1', *rest)
  end
end

def client(more = {})
  Client.new({ endpoint: ENV.fetch('ENDPOINT'), access_key_id: ENV.fetch('ID'),
               access_key_secret: ENV.fetch('SECRET'), download_crc_enable: true }.merge(more))
end

NAME = ENV.fetch('BUCKET')
SEEN = {}

def bucket
  @bucket ||= client.get_bucket(NAME)
end

def saw(name)
  SEEN[name] = yield
end

# The status and the code of what the block is refused with.
def refused
  yield
  'not refused'
rescue ServerError => e
  [e.http_code, e.error_code]
end

def body(key, opts = {}, from = bucket)
  text = +''
  from.get_object(key, opts) { |chunk| text << chunk }
  text.force_encoding(Encoding::UTF_8)
end

at_exit { puts JSON.generate(SEEN) if $!.nil? }
