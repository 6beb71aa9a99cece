# Creates a conversation with the standard library. Run by `ringback doctor` with: URL.
require "net/http"

url = URI(ARGV[0])
request = Net::HTTP::Post.new(url)
request.basic_auth("AC00000000000000000000000000000000", "ringback-doctor")
request.set_form_data("FriendlyName" => "doctor")
Net::HTTP.start(url.host, url.port, use_ssl: true) { |http| http.request(request) }
