require_relative 'calls'

client.create_bucket(NAME)
saw(:listed) { client.list_buckets(prefix: NAME).map(&:name) }
saw(:exists) { [client.bucket_exists?(NAME), client.bucket_exists?('nobodys')] }
saw(:acl) do
  before = bucket.acl
  bucket.acl = ACL::PUBLIC_READ
  [before, bucket.acl]
end
bucket.acl = ACL::PRIVATE

saw(:no_cors) { bucket.cors }
bucket.cors = [CORSRule.new(allowed_origins: ['http://shop.example'], allowed_methods: %w[GET PUT],
                            allowed_headers: ['x-oss-*'], expose_headers: ['ETag'], max_age_seconds: 60)]
saw(:cors) { bucket.cors.map { |rule| [rule.allowed_origins, rule.allowed_methods, rule.allowed_headers, rule.expose_headers, rule.max_age_seconds] } }
saw(:preflight) do
  bucket.put_object('page')
  rule = Protocol.new(Config.new(endpoint: ENV.fetch('ENDPOINT'))).get_object_cors(NAME, 'page', 'http://shop.example', 'PUT', ['x-oss-meta-a'])
  [rule.allowed_origins, rule.allowed_methods, rule.max_age_seconds]
end
bucket.cors = []
saw(:cors_deleted) { bucket.cors }

bucket.referer = BucketReferer.new(allow_empty: false, whitelist: ['http://shop.example', 'http://*.shop.example'])
saw(:referer) { [bucket.referer.allow_empty, bucket.referer.whitelist] }
bucket.referer = BucketReferer.new(allow_empty: true, whitelist: [])

saw(:no_lifecycle) { bucket.lifecycle }
bucket.lifecycle = [LifeCycleRule.new(id: 'logs', enable: true, prefix: 'logs/', expiry: 7),
                    LifeCycleRule.new(id: 'old', enable: false, prefix: 'old/', expiry: Date.new(2020, 1, 1))]
saw(:lifecycle) { bucket.lifecycle.map { |rule| [rule.id, rule.enabled?, rule.prefix, rule.expiry.to_s] } }
bucket.lifecycle = []
saw(:lifecycle_deleted) { bucket.lifecycle }

saw(:not_built) do
  { logging: refused { bucket.logging },
    put_logging: refused { bucket.logging = BucketLogging.new(enable: true, target_bucket: NAME, target_prefix: 'l') },
    delete_logging: refused { bucket.logging = BucketLogging.new(enable: false) },
    versioning: refused { bucket.versioning },
    put_versioning: refused { bucket.versioning = BucketVersioning.new(status: 'Enabled') },
    encryption: refused { bucket.encryption },
    put_encryption: refused { bucket.encryption = BucketEncryption.new(enable: true, sse_algorithm: 'AES256') },
    delete_encryption: refused { bucket.encryption = BucketEncryption.new(enable: false) },
    put_website: refused { bucket.website = BucketWebsite.new(enable: true, index: 'index.html') } }
end
saw(:website) { [bucket.website.enabled?, refused { bucket.website = BucketWebsite.new(enable: false) }] }

saw(:not_empty) { refused { client.delete_bucket(NAME) } }
bucket.delete_object('page')
client.delete_bucket(NAME)
saw(:gone) { client.bucket_exists?(NAME) }
