# Faraday with its Net::HTTP adapter, which twilio-ruby is built on.
require "faraday"
require "json"

auth = [ENV.fetch("TWILIO_ACCOUNT_SID") + ":" + ENV.fetch("TWILIO_AUTH_TOKEN")].pack("m0")
form = { "FriendlyName" => "Ada" }
headers = { "Authorization" => "Basic #{auth}" }
connection = Faraday.new do |builder|
  builder.request :url_encoded
  builder.adapter :net_http
end
created = connection.post("https://conversations.twilio.com/v1/Conversations", form, headers)
other = connection.get(ARGV[0])
puts "#{created.status} #{JSON.parse(created.body)["sid"]} #{other.status}"
