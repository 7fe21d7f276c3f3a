/** Everyday Ruby, for rooms that begin empty. */
export const RUBY = `require 'json'

module Example
  class Item < Base
    attr_reader :name, :value

    def initialize(name, value = nil)
      @name = name
      @value = value
    end

    def to_s
      "#{name}"
    end

    def self.load(path)
      JSON.parse(File.read(path))
    rescue StandardError => e
      raise ArgumentError, e.message
    end
  end
end

items.each do |item|
  next if item.nil?
  puts item
end
items.each_with_index { |item, index| puts index }
result = items.map { |item| item.name }.select { |name| name.empty? }.join(', ')
if value.nil?
  return
elsif value > 0
  true
else
  false
end
unless found
  break
end
while left < right
  counts[key] += 1
end
case value
when 1 then nil
end
`;
