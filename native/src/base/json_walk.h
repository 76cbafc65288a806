// Loops over the members of objects and arrays, on top of the pull reader.
#pragma once

#include <set>
#include <string>

#include "base/json.h"
#include "base/quote.h"

namespace tg::json {

// Calls visit(key) for every member of the object that comes next; `visit` consumes the value. A repeated key is
// refused, so this is for objects with few members.
template <class Visit>
Status for_each_member(Reader& reader, Visit visit) {
  TG_RETURN_IF_ERROR(reader.begin_object());
  std::set<std::string> seen;
  std::string key;
  while (true) {
    const Result<bool> more = reader.next_key(key);
    if (!more.ok()) return more.status();
    if (!more.value()) return {};
    if (!seen.insert(key).second) return reader.error("the key " + quote(key) + " appears twice");
    TG_RETURN_IF_ERROR(visit(key));
  }
}

// Calls visit(index) for every item of the array that comes next; `visit` consumes the item.
template <class Visit>
Status for_each_item(Reader& reader, Visit visit) {
  TG_RETURN_IF_ERROR(reader.begin_array());
  for (std::size_t index = 0;; ++index) {
    const Result<bool> more = reader.next_item();
    if (!more.ok()) return more.status();
    if (!more.value()) return {};
    TG_RETURN_IF_ERROR(visit(index));
  }
}

// The same failure, with the place in the document by name.
inline Status in_field(const Status& failure, const std::string& path) {
  return Status::error(failure.code(), failure.message() + " (" + path + ")");
}

}  // namespace tg::json
