require_relative 'calls'

client.create_bucket(NAME)
bucket.put_object('k') { |stream| stream << 'x' }

saw(:missing) { refused { body('none') } }
saw(:head_missing) { refused { bucket.get_object('none') } }
saw(:no_bucket) { refused { client.get_bucket('nobodys').put_object('k') } }
saw(:wrong_secret) { refused { body('k', {}, client(access_key_secret: 'wrong').get_bucket(NAME)) } }
saw(:unknown_key) { refused { body('k', {}, client(access_key_id: 'nobody').get_bucket(NAME)) } }
saw(:anonymous) { refused { body('k', {}, client(access_key_id: nil, access_key_secret: nil).get_bucket(NAME)) } }
saw(:wrong_token) { refused { body('k', {}, client(sts_token: 'another').get_bucket(NAME)) } }
saw(:exists_already) { refused { bucket.put_object('k', headers: { 'x-oss-forbid-overwrite' => 'true' }) { |stream| stream << 'y' } } }
saw(:callback) { refused { bucket.put_object('called', callback: Callback.new(url: 'http://127.0.0.1/back')) { |stream| stream << 'y' } } }
saw(:not_stored) { bucket.object_exists?('called') }
saw(:request_id) do
  body('none')
rescue ServerError => e
  e.request_id.match?(/\A[0-9A-F]{24}\z/)
end
