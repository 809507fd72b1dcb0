"""What stands before a block, and what it is called."""

from __future__ import annotations

import pytest

from weft.engine.code.body import Sort
from weft.engine.code.headers import name_of, sort_of

NAMES = {
    "static struct line *find(struct stock *stock, const char *article) {": "find",
    "int stock_put(struct stock *stock, int count) {": "stock_put",
    "class Stock extends EventEmitter {": "Stock",
    "class Foo(Bar):": "Foo",
    "class Foo:": "Foo",
    "public final class Stock {": "Stock",
    "enum class Colour : int {": "Colour",
    "struct line {": "line",
    "impl<'a> Stock<'a> {": "Stock",
    "impl fmt::Display for StockError {": "StockError",
    "func (s *Stock) Put(article string, count int) (int, error) {": "Put",
    "pub fn take(&mut self, article: &str) -> Result<u32, StockError> {": "take",
    "const escape = (text) => {": "escape",
    "describe('a stock', () => {": "a stock",
    "type Stock struct {": "Stock",
    "def self.to_order(stocks)": "to_order",
    "static async load(path) {": "load",
    "COLOURS = [": "COLOURS",
    "namespace shop::stock {": "shop::stock",
    "Count Stock<Count>::take(const std::string& article) {": "take",
    "sub put {": "put",
    "": "",
}
SORTS = {
    "def put(self, article: str) -> int:": Sort.FUNCTION,
    "int stock_put(struct stock *stock, int count) {": Sort.FUNCTION,
    "public static Map<String, Integer> toOrder(List<Stock> stocks, int lowest) {": Sort.FUNCTION,
    "const escape = (text) => {": Sort.FUNCTION,
    "articles.forEach(function (article) {": Sort.FUNCTION,
    "get {": Sort.FUNCTION,
    "items.each do |item|": Sort.FUNCTION,
    "class Stock {": Sort.TYPE,
    "pub struct Stock<'a> {": Sort.TYPE,
    "namespace shop {": Sort.TYPE,
    'extern "C" {': Sort.TYPE,
    'extern "C" int main(int argc) {': Sort.FUNCTION,
    "if (count < 0) {": Sort.BLOCK,
    "} else if (count) {": Sort.BLOCK,
    "for stock in stocks {": Sort.BLOCK,
    "match self {": Sort.BLOCK,
    "const COLOURS = [": Sort.DATA,
    "static const char *const colours[] = {": Sort.DATA,
    "return {": Sort.DATA,
}


@pytest.mark.parametrize("header", NAMES)
def test_names(header: str) -> None:
    assert name_of(header) == NAMES[header]


@pytest.mark.parametrize("header", SORTS)
def test_sorts(header: str) -> None:
    assert sort_of(header) is SORTS[header]
