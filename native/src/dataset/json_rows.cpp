#include "tokengraft/json_rows.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/json.h"
#include "dataset/token_bytes.h"

namespace tg {
namespace {

constexpr std::string_view kJsonSpace = " \t\r";
constexpr std::size_t kBlankLine = 64;  // longer lines of spaces are left

// A column that some shape asks for, and what the present row has in it.
struct Cell {
  enum class State : std::uint8_t { absent, text, other };
  std::string name;
  std::string text;
  State state = State::absent;
};

// A stretch of the text that is supervised as a whole or not at all; it begins where the one before it ends.
struct Part {
  std::size_t end;
  bool supervised;
};

// A shape with places in the list of cells instead of names.
struct PlacedShape {
  std::vector<std::size_t> keys;
  std::vector<std::size_t> cells;  // one a column
  std::vector<RowColumn> columns;
};

class Encoder final : public JsonRowEncoder {
 public:
  Encoder(std::shared_ptr<const Tokenizer> tokenizer, RowRule rule)
      : tokenizer_(std::move(tokenizer)), rule_(std::move(rule)), tokens_(*tokenizer_) {
    for (const RowShape& shape : rule_.shapes) shapes_.push_back(placed(shape));
  }

  void encode(std::string_view lines, std::uint32_t first_line, EncodedRows& rows) override;

 private:
  PlacedShape placed(const RowShape& shape);
  std::size_t cell_of(const std::string& name);
  void take_line(std::string_view line, EncodedRows& rows, std::uint32_t number, LeftLine left);
  bool encode_line(std::string_view line);
  bool read_cells(std::string_view line);
  bool read_members(json::Reader& reader);
  bool read_cell(json::Reader& reader, Cell& cell);
  const PlacedShape* find_shape() const;
  bool encode_row(const PlacedShape& shape);
  void add_part(std::string_view text, bool supervised);
  bool end_piece();
  bool add_runs(std::size_t first_id);
  void add_run(std::size_t begin, std::size_t end);
  void add_stop(TurnEnd end);
  void append_row(std::uint32_t line, EncodedRows& rows) const;

  std::shared_ptr<const Tokenizer> tokenizer_;
  RowRule rule_;
  TokenBytes tokens_;
  std::vector<Cell> cells_;
  std::vector<PlacedShape> shapes_;
  // Of the present row.
  std::string key_;
  std::string text_;  // of the present piece, between stop tokens
  std::vector<Part> parts_;
  IdList ids_;
  std::vector<std::uint32_t> runs_;
};

void Encoder::encode(std::string_view lines, std::uint32_t first_line, EncodedRows& rows) {
  rows.words.clear();
  rows.left.clear();
  rows.rows = rows.lines = 0;
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', begin), lines.size());
    const auto number = static_cast<std::uint32_t>(rows.lines++);
    const LeftLine left{number, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
                        static_cast<std::uint32_t>(rows.words.size())};
    take_line(lines.substr(begin, end - begin), rows, first_line + number, left);
    begin = end + 1;
  }
}

void Encoder::take_line(std::string_view line, EncodedRows& rows, std::uint32_t number, LeftLine left) {
  const bool is_blank = line.find_first_not_of(kJsonSpace) == std::string_view::npos;
  if (is_blank && line.size() < kBlankLine) return;
  if (is_blank || line.size() > rule_.longest_line || !encode_line(line)) {
    rows.left.push_back(left);
    return;
  }
  append_row(number, rows);
  ++rows.rows;
}

bool Encoder::encode_line(std::string_view line) {
  if (!read_cells(line)) return false;
  const PlacedShape* const shape = find_shape();
  return shape != nullptr && encode_row(*shape);
}

PlacedShape Encoder::placed(const RowShape& shape) {
  PlacedShape result;
  for (const std::string& key : shape.keys) result.keys.push_back(cell_of(key));
  for (const RowColumn& column : shape.columns) result.cells.push_back(cell_of(column.name));
  result.columns = shape.columns;
  return result;
}

std::size_t Encoder::cell_of(const std::string& name) {
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
    if (cells_[cell].name == name) return cell;
  }
  cells_.push_back({name, {}, Cell::State::absent});
  return cells_.size() - 1;
}

// False for what is no JSON object, or one that has a column twice.
bool Encoder::read_cells(std::string_view line) {
  for (Cell& cell : cells_) cell.state = Cell::State::absent;
  json::Reader reader(line, {});
  return reader.begin_object().ok() && read_members(reader) && reader.finish().ok();
}

bool Encoder::read_members(json::Reader& reader) {
  while (true) {
    const Result<bool> more = reader.next_key(key_);
    if (!more.ok()) return false;
    if (!more.value()) return true;
    const auto cell = std::find_if(cells_.begin(), cells_.end(), [&](const Cell& each) { return each.name == key_; });
    if (!(cell == cells_.end() ? reader.skip_value().ok() : read_cell(reader, *cell))) return false;
  }
}

bool Encoder::read_cell(json::Reader& reader, Cell& cell) {
  if (cell.state != Cell::State::absent) return false;
  const Result<json::Value::Kind> kind = reader.peek();
  if (!kind.ok()) return false;
  const bool is_text = kind.value() == json::Value::Kind::string;
  cell.state = is_text ? Cell::State::text : Cell::State::other;
  return is_text ? reader.read_string(cell.text).ok() : reader.skip_value().ok();
}

const PlacedShape* Encoder::find_shape() const {
  const auto has = [&](std::size_t key) { return cells_[key].state != Cell::State::absent; };
  for (const PlacedShape& shape : shapes_) {
    if (!std::all_of(shape.keys.begin(), shape.keys.end(), has)) continue;
    return shape.columns.empty() ? nullptr : &shape;
  }
  return nullptr;
}

bool Encoder::encode_row(const PlacedShape& shape) {
  ids_ = rule_.prefix;
  runs_.clear();
  // Of a row that was given up.
  text_.clear();
  parts_.clear();
  for (std::size_t i = 0; i < shape.columns.size(); ++i) {
    const RowColumn& column = shape.columns[i];
    const Cell& cell = cells_[shape.cells[i]];
    if (cell.state == Cell::State::absent ? !column.optional : cell.state != Cell::State::text) return false;
    const std::string_view text = cell.state == Cell::State::text ? cell.text : std::string_view();
    if (text.empty() && column.skip_empty) continue;
    add_part(text, column.supervised);
    if (i + 1 < shape.columns.size()) add_part(rule_.separator, false);
    if (column.end == TurnEnd::nothing) continue;
    if (!end_piece()) return false;
    add_stop(column.end);
  }
  if (!end_piece()) return false;
  ids_.insert(ids_.end(), rule_.suffix.begin(), rule_.suffix.end());
  return true;
}

void Encoder::add_part(std::string_view text, bool supervised) {
  if (text.empty()) return;
  text_ += text;
  if (!parts_.empty() && parts_.back().supervised == supervised) {
    parts_.back().end = text_.size();
  } else {
    parts_.push_back({text_.size(), supervised});
  }
}

// Encodes what has gathered. False where the tokenizer refuses it, or its tokens are not the text.
bool Encoder::end_piece() {
  const std::size_t first_id = ids_.size();
  const bool encoded = tokenizer_->encode(text_, {false, rule_.special, true}, ids_).ok();
  const bool done = encoded && add_runs(first_id);
  text_.clear();
  parts_.clear();
  return done;
}

// The tokens are followed up to where the last part begins; what comes behind belongs to it.
bool Encoder::add_runs(std::size_t first_id) {
  if (parts_.empty()) return true;
  std::size_t at = 0;
  std::size_t part = 0;
  for (std::size_t index = first_id; part + 1 < parts_.size(); ++index) {
    if (index == ids_.size()) return false;
    const std::size_t end = tokens_.end_of(ids_[index], text_, at);
    if (end == std::string_view::npos) return false;
    // A token that reaches into the next part is supervised when one of the two is: neighbours differ.
    if (at < end && (parts_[part].supervised || end > parts_[part].end)) add_run(index, index + 1);
    at = end;
    while (part + 1 < parts_.size() && parts_[part].end <= at) ++part;
    first_id = index + 1;
  }
  if (parts_[part].supervised) add_run(first_id, ids_.size());
  return true;
}

void Encoder::add_run(std::size_t begin, std::size_t end) {
  if (begin == end) return;
  if (!runs_.empty() && runs_.back() == begin) {
    runs_.back() = static_cast<std::uint32_t>(end);
  } else {
    runs_.insert(runs_.end(), {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  }
}

void Encoder::add_stop(TurnEnd end) {
  ids_.push_back(rule_.stop);
  if (end == TurnEnd::supervised_stop) add_run(ids_.size() - 1, ids_.size());
}

void Encoder::append_row(std::uint32_t line, EncodedRows& rows) const {
  std::array<std::uint32_t, kRowHeader> header{};
  header[0] = static_cast<std::uint32_t>(ids_.size());
  header[1] = static_cast<std::uint32_t>(runs_.size());
  header[3] = line;
  rows.words.insert(rows.words.end(), header.begin(), header.end());
  rows.words.insert(rows.words.end(), runs_.begin(), runs_.end());
  rows.words.insert(rows.words.end(), ids_.begin(), ids_.end());
}

}  // namespace

Result<std::unique_ptr<JsonRowEncoder>> JsonRowEncoder::create(std::shared_ptr<const Tokenizer> tokenizer,
                                                               RowRule rule) {
  const auto is_keyless = [](const RowShape& shape) { return shape.keys.empty(); };
  if (std::any_of(rule.shapes.begin(), rule.shapes.end(), is_keyless)) {
    return Status::error(Code::bad_argument, "a shape of rows needs the keys that tell it");
  }
  return std::unique_ptr<JsonRowEncoder>(std::make_unique<Encoder>(std::move(tokenizer), std::move(rule)));
}

}  // namespace tg
