# The standard library's Net::HTTP.
require "json"
require "net/http"

url = URI("https://conversations.twilio.com/v1/Conversations")
request = Net::HTTP::Post.new(url)
request.basic_auth(ENV.fetch("TWILIO_ACCOUNT_SID"), ENV.fetch("TWILIO_AUTH_TOKEN"))
request.set_form_data("FriendlyName" => "Ada")
created = Net::HTTP.start(url.host, url.port, use_ssl: true) { |http| http.request(request) }
other = Net::HTTP.get_response(URI(ARGV[0]))
puts "#{created.code} #{JSON.parse(created.body)["sid"]} #{other.code}"
