// Writes workbooks with the libraries that web pages use for that, and saves them again.
//
// node workbooks.mjs < [{"library": "exceljs", "content": {...}, "target": "..."}, {"library": "sheetjs", "source": …}]

import { readFileSync } from "node:fs";
import ExcelJS from "exceljs";
import XLSX from "xlsx";
import * as fs from "node:fs";

XLSX.set_fs?.(fs);
const EPOCH = Date.UTC(1899, 11, 30);
const moment = (day) => new Date(`${day}T00:00:00Z`);
const serial = (day) => (moment(day) - EPOCH) / 86_400_000;

// ---- SheetJS ----

function sheetjsCell({ kind, value, code }) {
  switch (kind) {
    case "text":
      return value === "" ? undefined : { t: "s", v: value };
    case "number":
    case "duration":
      return { t: "n", v: value, z: code, w: XLSX.SSF.format(code, value) };
    case "date":
      return { t: "n", v: serial(value), z: code, w: value };
    case "boolean":
      return { t: "b", v: value };
    case "formula":
      return { t: typeof value[1] === "string" ? "s" : "n", v: value[1], f: value[0] };
    default:
      throw new Error(kind);
  }
}

function sheetjsSheet(sheet) {
  const made = {};
  let width = 1;
  sheet.rows.forEach((row, r) =>
    row.forEach((cell, c) => {
      width = Math.max(width, c + 1);
      const one = sheetjsCell(cell);
      if (one) made[XLSX.utils.encode_cell({ r, c })] = one;
    }),
  );
  made["!ref"] = XLSX.utils.encode_range({ s: { r: 0, c: 0 }, e: { r: Math.max(sheet.rows.length, 1) - 1, c: width - 1 } });
  made["!merges"] = sheet.joined.map(([top, left, bottom, right]) => ({
    s: { r: top - 1, c: left - 1 },
    e: { r: bottom - 1, c: right - 1 },
  }));
  made["!rows"] = [];
  for (const row of sheet.hidden_rows) made["!rows"][row - 1] = { hidden: true };
  made["!cols"] = Array.from({ length: width }, () => ({ wch: 12 }));
  for (const column of sheet.hidden_columns) made["!cols"][column - 1] = { wch: 12, hidden: true };
  return made;
}

function writeSheetjs({ content, target, options }) {
  const book = XLSX.utils.book_new();
  for (const sheet of content.sheets) XLSX.utils.book_append_sheet(book, sheetjsSheet(sheet), sheet.name);
  XLSX.writeFile(book, target, options ?? {});
}

function saveSheetjs({ source, target, options }) {
  XLSX.writeFile(XLSX.readFile(source), target, options ?? {});
}

// ---- exceljs ----

function exceljsValue({ kind, value }) {
  switch (kind) {
    case "text":
      return value === "" ? null : value;
    case "date":
      return moment(value);
    case "formula":
      return { formula: value[0], result: value[1] };
    case "rich":
      return { richText: value.map((run, place) => ({ text: run, font: { bold: place % 2 === 1 } })) };
    default:
      return value;
  }
}

function fillExceljs(book, sheet) {
  const made = book.addWorksheet(sheet.name);
  for (const column of sheet.hidden_columns) made.getColumn(column).hidden = true;
  sheet.rows.forEach((row, r) => {
    const line = made.getRow(r + 1);
    row.forEach((cell, c) => {
      line.getCell(c + 1).value = exceljsValue(cell);
      if (cell.code && cell.code !== "General") line.getCell(c + 1).numFmt = cell.code;
    });
    line.hidden = sheet.hidden_rows.includes(r + 1);
  });
  for (const area of sheet.joined) made.mergeCells(...area);
  return made;
}

async function writeExceljs({ content, target }) {
  const book = new ExcelJS.Workbook();
  for (const sheet of content.sheets) fillExceljs(book, sheet);
  if (target.endsWith(".csv")) await book.csv.writeFile(target);
  else await book.xlsx.writeFile(target);
}

async function streamExceljs({ content, target }) {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: target, useStyles: true, useSharedStrings: false });
  for (const sheet of content.sheets) fillExceljs(book, sheet).commit();
  await book.commit();
}

async function saveExceljs({ source, target }) {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(source);
  await book.xlsx.writeFile(target);
}

const WAYS = {
  sheetjs: { write: writeSheetjs, save: saveSheetjs },
  exceljs: { write: writeExceljs, save: saveExceljs },
  exceljs_stream: { write: streamExceljs },
};

for (const job of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    await WAYS[job.library][job.source ? "save" : "write"](job);
  } catch (problem) {
    console.error(`${job.library}, ${job.target}: ${problem.stack}`);
  }
}
